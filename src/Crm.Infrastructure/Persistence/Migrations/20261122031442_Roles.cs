using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Roles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    is_built_in = table.Column<bool>(type: "boolean", nullable: false),
                    permissions = table.Column<string>(type: "jsonb", nullable: false),
                    field_rules = table.Column<string>(type: "jsonb", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roles", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roles_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roles_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_roles_search_roles_id",
                        column: x => x.id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_roles",
                columns: table => new
                {
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_roles", x => new { x.user_id, x.role_id });
                    table.ForeignKey(
                        name: "fk_user_roles_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_roles_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            // Whoever had one of the three fixed roles gets what it becomes; what a built-in role gives is filled in at the start that follows.
            migrationBuilder.Sql(
                """
                INSERT INTO roles (id, name, is_built_in, permissions, field_rules, version, created_at, updated_at)
                SELECT id::uuid, name, true, '{}', '[]', 1, now(), now()
                FROM (VALUES ('00000000-0000-8000-8000-000000000001', 'Administrator'), ('00000000-0000-8000-8000-000000000002', 'Manager'),
                             ('00000000-0000-8000-8000-000000000003', 'Sales'), ('00000000-0000-8000-8000-000000000004', 'Service')) AS r (id, name);
                INSERT INTO user_roles (user_id, role_id)
                SELECT u.id, r.role_id::uuid
                FROM users u JOIN (VALUES ('administrator', '00000000-0000-8000-8000-000000000001'), ('manager', '00000000-0000-8000-8000-000000000002'),
                                          ('agent', '00000000-0000-8000-8000-000000000003'), ('agent', '00000000-0000-8000-8000-000000000004')) AS r (role, role_id) ON r.role = u.role;
                """);

            migrationBuilder.DropColumn(
                name: "role",
                table: "users");

            migrationBuilder.CreateIndex(
                name: "ix_roles_created_at_id",
                table: "roles",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_roles_name_id",
                table: "roles",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_roles_name_key",
                table: "roles",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_roles_search_text_keys",
                table: "roles_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_user_roles_role_id",
                table: "user_roles",
                column: "role_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "roles_search");

            migrationBuilder.DropTable(
                name: "user_roles");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.AddColumn<string>(
                name: "role",
                table: "users",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");
        }
    }
}
