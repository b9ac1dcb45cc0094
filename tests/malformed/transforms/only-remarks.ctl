... nothing
