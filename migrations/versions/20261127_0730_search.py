"""what can be found is kept in an index of character pairs; triggers note every row that is written"""

import sqlalchemy as sa
from alembic import op

revision = 'd6f0a3b91c58'
down_revision = 'd4f71c2e9a08'
branch_labels = None
depends_on = None

_WATCHED = {
    'company': (
        'name', 'problem', 'note', 'prior_product', 'business_model', 'operating_model', 'value_chain',
        'growth_stage', 'culture', 'org_structure', 'region', 'owner', 'custom',
    ),
    'person': ('name', 'title', 'function', 'phone', 'email'),
    'tag': ('name', 'definition', 'aliases'),
    'term': ('code', 'zh', 'en', 'aliases'),
    'story': ('title', 'text', 'teller', 'told_on'),
    'seat': ('note', 'information'),
    'concern': ('answer',),
    'stage_note': ('text',),
}
"""Tables with what can be found, and the columns whose change matters."""

_FUNCTION = """
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_todo (kind, row_id) VALUES (TG_TABLE_NAME, COALESCE(NEW.id, OLD.id));
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table(
        'search_doc',
        sa.Column('id', key, autoincrement=False, nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('row_id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('plain', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_doc')),
    )
    op.create_index('ux_search_doc_row', 'search_doc', ['row_id', 'kind'], unique=True)
    op.create_index('ix_search_doc_workspace', 'search_doc', ['workspace_id'])
    op.create_table(
        'search_todo',
        sa.Column('id', key, nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('row_id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_todo')),
    )
    if op.get_bind().dialect.name == 'sqlite':
        _index_of_sqlite()
    else:
        _index_of_postgres()
    for table in _WATCHED:
        op.execute(f"INSERT INTO search_todo (kind, row_id) SELECT '{table}', id FROM {table}")


def _index_of_sqlite() -> None:
    op.execute("""
        CREATE VIRTUAL TABLE search_fts USING fts5(
            grams, content = '', detail = none, columnsize = 0,
            tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C* Z*' separators ' '"
        )
    """)
    for table, columns in _WATCHED.items():
        for name, when, row in (
            ('made', 'INSERT', 'NEW'),
            ('changed', f'UPDATE OF {", ".join(columns)}', 'NEW'),
            ('gone', 'DELETE', 'OLD'),
        ):
            op.execute(
                f'CREATE TRIGGER search_{table}_{name} AFTER {when} ON {table} BEGIN '
                f"INSERT INTO search_todo (kind, row_id) VALUES ('{table}', {row}.id); END"
            )


def _index_of_postgres() -> None:
    op.execute("""
        CREATE TABLE search_fts (
            doc_id bigint NOT NULL CONSTRAINT pk_search_fts PRIMARY KEY
                CONSTRAINT fk_search_fts_doc_id_search_doc REFERENCES search_doc (id) ON DELETE CASCADE,
            grams tsvector NOT NULL
        )
    """)
    op.execute('CREATE INDEX ix_search_fts_grams ON search_fts USING gin (grams) WITH (fastupdate = off)')
    op.execute(_FUNCTION)
    for table, columns in _WATCHED.items():
        for name, when in (
            ('made', 'INSERT'),
            ('changed', f'UPDATE OF {", ".join(columns)}'),
            ('gone', 'DELETE'),
        ):
            op.execute(
                f'CREATE TRIGGER search_{table}_{name} AFTER {when} ON {table} '
                'FOR EACH ROW EXECUTE FUNCTION search_note()'
            )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for table in _WATCHED:
        for name in ('made', 'changed', 'gone'):
            op.execute(f'DROP TRIGGER IF EXISTS search_{table}_{name}' + ('' if sqlite else f' ON {table}'))
    if not sqlite:
        op.execute('DROP FUNCTION search_note()')
    op.execute('DROP TABLE search_fts')
    op.drop_table('search_todo')
    op.drop_table('search_doc')
