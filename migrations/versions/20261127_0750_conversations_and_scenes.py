"""stories may be conversations and scenes of a longer text, and are found again in nearly the same words"""

import hashlib
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = 'f27a90d4c6e1'
down_revision = 'c5e18d07a9b4'
branch_labels = None
depends_on = None


def _near(text: str) -> str:
    folded = unicodedata.normalize('NFKC', text).casefold()
    return hashlib.sha256((''.join(filter(str.isalnum, folded)) or text.strip()).encode()).hexdigest()


def upgrade() -> None:
    op.create_table('whole_story',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('workspace_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('near', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_whole_story_workspace_id_workspace'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_whole_story')),
    )
    op.create_index(op.f('ix_whole_story_workspace_id'), 'whole_story', ['workspace_id'])
    op.create_index('ix_whole_story_digest', 'whole_story', ['workspace_id', 'digest'])
    with op.batch_alter_table('story') as batch_op:
        batch_op.add_column(sa.Column('near', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('sides', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('aside', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('whole_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('scene', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_story_whole_id_whole_story'), 'whole_story', ['whole_id'], ['id'], ondelete='SET NULL'
        )
    op.create_index(op.f('ix_story_whole_id'), 'story', ['whole_id'])
    op.create_index('ix_story_near', 'story', ['workspace_id', 'near'])
    op.add_column('mark', sa.Column('said', sa.Text(), nullable=True))
    connection = op.get_bind()
    story = sa.table('story', sa.column('id', sa.Uuid()), sa.column('text', sa.Text()), sa.column('near', sa.String()))
    for story_id in connection.execute(sa.select(story.c.id)).scalars().all():
        text = connection.execute(sa.select(story.c.text).where(story.c.id == story_id)).scalar_one()
        connection.execute(story.update().where(story.c.id == story_id).values(near=_near(text)))


def downgrade() -> None:
    with op.batch_alter_table('mark') as batch_op:
        batch_op.drop_column('said')
    op.drop_index('ix_story_near', 'story')
    op.drop_index(op.f('ix_story_whole_id'), 'story')
    with op.batch_alter_table('story') as batch_op:
        batch_op.drop_constraint(op.f('fk_story_whole_id_whole_story'), type_='foreignkey')
        batch_op.drop_column('scene')
        batch_op.drop_column('whole_id')
        batch_op.drop_column('aside')
        batch_op.drop_column('sides')
        batch_op.drop_column('near')
    op.drop_table('whole_story')
