"""Reads the user's data in any form: arrays, data sets, loaders, tables, archives, folders."""
