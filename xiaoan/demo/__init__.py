"""The five stories of the product, played through its real parts."""
