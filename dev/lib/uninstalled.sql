-- What of the addon is still in a database after it was uninstalled: rows that
-- name it or one of its models. (Tables and columns are compared elsewhere.)
CREATE TEMP TABLE leftover (what text);
DO $$
DECLARE
    place record;
    found bigint;
BEGIN
    FOR place IN
        SELECT c.table_name, c.column_name
        FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE t.table_type = 'BASE TABLE' AND c.table_schema = 'public'
          AND c.data_type IN ('character varying', 'text')
          AND c.column_name IN ('model', 'res_model', 'relation', 'module', 'key', 'model_name')
          AND c.table_name <> 'ir_module_module'
    LOOP
        EXECUTE format(
            'SELECT count(*) FROM %I WHERE %I LIKE ''ward.%%'' OR %I LIKE ''ward\_office%%''',
            place.table_name, place.column_name, place.column_name
        ) INTO found;
        IF found > 0 THEN
            INSERT INTO leftover VALUES (format('%s rows in %s.%s', found, place.table_name, place.column_name));
        END IF;
    END LOOP;
END $$;
SELECT what FROM leftover ORDER BY 1;
