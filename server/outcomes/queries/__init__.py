"""Reading what outcomes are made of, and what was made of them."""
