"""What leaves unasked: what each kind of letter says, of what, and whether it is still wanted."""
