"""What finding and exchange cost, measured: `./dev bench [engine|pages|exchange] [--quick]`."""
