"""What is remembered of a user's own account: what it usually gets, and a head of its own."""
