TABLES={}
def show(w): pass
