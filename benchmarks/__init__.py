"""What the finder costs, measured: `./dev bench [engine|pages] [--quick]`."""
