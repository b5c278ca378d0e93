"""The model reader: asks table by table, checks that each number is printed, never computes."""
