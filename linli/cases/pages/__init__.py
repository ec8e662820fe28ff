"""The pages of cases, each with its forms: nothing below imports them."""
