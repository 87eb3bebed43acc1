"""passages that were offered for a tag and do not belong to it"""

import sqlalchemy as sa
from alembic import op

revision = 'c5e18d07a9b4'
down_revision = 'd6f0a3b91c58'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('refused_passage',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('workspace_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_refused_passage_story_id_story'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_refused_passage_tag_id_tag'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_refused_passage_workspace_id_workspace'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refused_passage')),
    sa.UniqueConstraint('tag_id', 'story_id', 'digest', name=op.f('uq_refused_passage_tag_id_story_id_digest')),
    )
    op.create_index(op.f('ix_refused_passage_story_id'), 'refused_passage', ['story_id'])
    op.create_index(op.f('ix_refused_passage_workspace_id'), 'refused_passage', ['workspace_id'])


def downgrade() -> None:
    op.drop_table('refused_passage')
