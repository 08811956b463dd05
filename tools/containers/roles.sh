#!/bin/bash
# Run once by the PostgreSQL image when it has made its cluster: the database, the role that owns it and migrates, and the role that the app runs as and that owns nothing (docs/operations.md).
set -euo pipefail
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password CRM_OWNER_PASSWORD
\getenv app_password CRM_APP_PASSWORD
CREATE ROLE crm_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE crm_app LOGIN PASSWORD :'app_password';
CREATE DATABASE crm OWNER crm_owner ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE crm FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE crm TO crm_app;
SQL
