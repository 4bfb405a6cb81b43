"""Examples for the generator, drawn by a seed from what we wrote in `data/generator/`."""
