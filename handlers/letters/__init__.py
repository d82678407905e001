"""The words of what leaves unasked, and announcements."""
