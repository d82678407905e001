"""Reads days and hours as people write them; `reader.read` is the way in, `results` what comes out."""
