using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Turns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "match_locks",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_match_locks", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "turns",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_turns", x => x.name);
                });

            migrationBuilder.InsertData(
                table: "turns",
                column: "name",
                values: new object[]
                {
                    "filling",
                    "pairs",
                    "rights",
                    "sealing"
                });

            migrationBuilder.Sql(
                """
                CREATE TRIGGER field_definitions_access AFTER INSERT OR UPDATE OR DELETE ON field_definitions FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER territories_access AFTER INSERT OR UPDATE OR DELETE ON territories FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER sla_policies_access AFTER INSERT OR UPDATE OR DELETE ON sla_policies FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                CREATE TRIGGER business_calendars_access AFTER INSERT OR UPDATE OR DELETE ON business_calendars FOR EACH STATEMENT EXECUTE FUNCTION count_access_epoch();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TRIGGER business_calendars_access ON business_calendars;
                DROP TRIGGER sla_policies_access ON sla_policies;
                DROP TRIGGER territories_access ON territories;
                DROP TRIGGER field_definitions_access ON field_definitions;
                """);

            migrationBuilder.DropTable(
                name: "match_locks");

            migrationBuilder.DropTable(
                name: "turns");
        }
    }
}
