"""Trading: effects become orders, answers become reports."""
