"""gouji 勾稽: messy reports in, typed and cross-checked numbers out."""

__version__ = "0.1.0"
