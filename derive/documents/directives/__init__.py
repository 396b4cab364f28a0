"""What each directive does with its formula."""
