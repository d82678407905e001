"""Official papers: what each says, in the words of an office, without a word of how a file is written."""
