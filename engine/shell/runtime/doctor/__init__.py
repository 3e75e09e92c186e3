"""What is wrong with a home, told before it hurts: reads only, also beside a running engine."""
