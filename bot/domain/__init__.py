"""The programme itself: nouns and rules, one file a noun. It knows neither how it is delivered nor any file format."""
