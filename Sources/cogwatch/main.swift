print("cogwatch")
