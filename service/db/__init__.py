"""The database: one aggregate per file, its tables above, its queries below; start at unit_of_work.py.

`with unit_of_work(tenant) as work:` gives the repositories of that one tenant and commits at the end;
`with reading(tenant) as work:` gives the same for reading only. Rows are plain typed objects that stay readable
afterwards; nothing is loaded lazily. Every tenant table has the primary key (tenant_id, id).
"""
