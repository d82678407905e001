"""Paper in and paper out: the only rooms that know file formats."""
