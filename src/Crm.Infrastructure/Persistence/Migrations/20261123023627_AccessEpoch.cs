using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AccessEpoch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_epochs",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_epochs", x => x.id);
                    table.CheckConstraint("ck_access_epochs_only_one", "id = 1");
                });

            migrationBuilder.InsertData(
                table: "access_epochs",
                columns: new[] { "id", "number" },
                values: new object[] { 1, 0L });

            // By statement and as late as the statement's end: many rows count once.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION count_access_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  UPDATE access_epochs SET number = number + 1;
                  RETURN NULL;
                END $$;
                CREATE TRIGGER users_access AFTER UPDATE OF is_active OR DELETE ON users FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER user_roles_access AFTER INSERT OR UPDATE OR DELETE ON user_roles FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER roles_access AFTER UPDATE OR DELETE ON roles FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER teams_access AFTER UPDATE OF archived_at OR DELETE ON teams FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER team_members_access AFTER INSERT OR UPDATE OR DELETE ON team_members FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TRIGGER team_members_access ON team_members;
                DROP TRIGGER teams_access ON teams;
                DROP TRIGGER roles_access ON roles;
                DROP TRIGGER user_roles_access ON user_roles;
                DROP TRIGGER users_access ON users;
                DROP FUNCTION count_access_epoch();
                """);

            migrationBuilder.DropTable(
                name: "access_epochs");
        }
    }
}
