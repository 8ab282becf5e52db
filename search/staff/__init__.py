"""What staff see and do about the search, in Wagtail's admin."""
