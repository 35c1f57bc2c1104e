"""Keys, principals, tenant settings, the audit trail, health."""
