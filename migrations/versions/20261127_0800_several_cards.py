"""several cards, each of its own companies, with advice of its own and versions as they were published"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = 'a8f47c2e9d15'
down_revision = 'f27a90d4c6e1'
branch_labels = None
depends_on = None

CARD = sa.table(
    'persona_card',
    sa.column('id', sa.Uuid()),
    sa.column('workspace_id', sa.Uuid()),
    sa.column('created_at', sa.DateTime(timezone=True)),
    sa.column('updated_at', sa.DateTime(timezone=True)),
    sa.column('version', sa.Integer()),
    sa.column('confirmed_by', sa.String()),
    sa.column('conditions', sa.JSON()),
    sa.column('target', sa.JSON()),
)
ADVICE = sa.table(
    'advice', sa.column('id', sa.Uuid()), sa.column('workspace_id', sa.Uuid()), sa.column('card_id', sa.Uuid())
)


def upgrade() -> None:
    with op.batch_alter_table('persona_card') as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('conditions', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('target', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('status', sa.String(length=20), server_default='draft', nullable=False))
        batch_op.add_column(sa.Column('owner', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('review_on', sa.Date(), nullable=True))
    with op.batch_alter_table('advice') as batch_op:
        batch_op.add_column(sa.Column('card_id', sa.Uuid(), nullable=True))
    _give_cards()
    with op.batch_alter_table('persona_card') as batch_op:
        batch_op.alter_column('conditions', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('target', existing_type=sa.JSON(), nullable=False)
    with op.batch_alter_table('advice') as batch_op:
        batch_op.alter_column('card_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_constraint(op.f('uq_advice_workspace_id_kind'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_advice_card_id_kind'), ['card_id', 'kind'])
        batch_op.create_foreign_key(
            op.f('fk_advice_card_id_persona_card'), 'persona_card', ['card_id'], ['id'], ondelete='CASCADE'
        )
    op.create_table('persona_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('workspace_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('card_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('composed', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['persona_card.id'], name=op.f('fk_persona_version_card_id_persona_card'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_persona_version_workspace_id_workspace'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_persona_version')),
    sa.UniqueConstraint('card_id', 'number', name=op.f('uq_persona_version_card_id_number')),
    )
    op.create_index(op.f('ix_persona_version_workspace_id'), 'persona_version', ['workspace_id'])


def _give_cards() -> None:
    """Every workspace with advice gets a card, and its advice belongs to that."""
    bind = op.get_bind()
    bind.execute(CARD.update().values(conditions={}, target={}))
    cards: dict[uuid.UUID, uuid.UUID] = {}
    for card, workspace in bind.execute(sa.select(CARD.c.id, CARD.c.workspace_id).order_by(CARD.c.created_at)):
        cards.setdefault(workspace, card)
    now = datetime.now(UTC)
    for (workspace,) in bind.execute(sa.select(ADVICE.c.workspace_id).distinct()).all():
        if workspace not in cards:
            cards[workspace] = uuid.uuid4()
            row = {'id': cards[workspace], 'workspace_id': workspace, 'created_at': now, 'updated_at': now}
            rest = {'version': 1, 'confirmed_by': '', 'conditions': {}, 'target': {}}
            bind.execute(CARD.insert().values(**row, **rest))
        bind.execute(ADVICE.update().where(ADVICE.c.workspace_id == workspace).values(card_id=cards[workspace]))


def downgrade() -> None:
    op.drop_table('persona_version')
    op.execute(
        'DELETE FROM advice WHERE card_id NOT IN (SELECT id FROM persona_card AS p WHERE created_at = '
        '(SELECT min(created_at) FROM persona_card AS q WHERE q.workspace_id = p.workspace_id))'
    )
    with op.batch_alter_table('advice') as batch_op:
        batch_op.drop_constraint(op.f('fk_advice_card_id_persona_card'), type_='foreignkey')
        batch_op.drop_constraint(op.f('uq_advice_card_id_kind'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_advice_workspace_id_kind'), ['workspace_id', 'kind'])
        batch_op.drop_column('card_id')
    with op.batch_alter_table('persona_card') as batch_op:
        for name in ('name', 'conditions', 'target', 'status', 'owner', 'review_on'):
            batch_op.drop_column(name)
