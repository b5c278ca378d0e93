"""Many documents: find the inputs, process them in workers, keep what came out."""
