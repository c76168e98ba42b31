"""A layer as matrix arithmetic: for one sample or a batch, written both ways, and two layers in one."""
