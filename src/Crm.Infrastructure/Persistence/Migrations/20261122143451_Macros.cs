using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Macros : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "macros",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    priority = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    queue_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assigns_to_caller = table.Column<bool>(type: "boolean", nullable: false),
                    added_tags = table.Column<string[]>(type: "text[]", nullable: false),
                    removed_tags = table.Column<string[]>(type: "text[]", nullable: false),
                    reply_kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    reply_body = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    act = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    resolution_code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    resolution_text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    name_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_macros", x => x.id);
                    table.ForeignKey(
                        name: "fk_macros_queues_queue_id",
                        column: x => x.queue_id,
                        principalTable: "queues",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "macros_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false),
                    start = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, computedColumnSql: "left(text, 120)", stored: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_macros_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_macros_search_macros_id",
                        column: x => x.id,
                        principalTable: "macros",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_macros_created_at_id",
                table: "macros",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_macros_name_id",
                table: "macros",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_macros_name_key",
                table: "macros",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_macros_queue_id",
                table: "macros",
                column: "queue_id");

            migrationBuilder.CreateIndex(
                name: "ix_macros_search_start",
                table: "macros_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_macros_search_text_keys",
                table: "macros_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "macros_search");

            migrationBuilder.DropTable(
                name: "macros");
        }
    }
}
