using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateTable(
                name: "contacts_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_contacts_search_contacts_id",
                        column: x => x.id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "customers_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_customers_search_customers_id",
                        column: x => x.id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "orders_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_orders_search_orders_id",
                        column: x => x.id,
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "products_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_products_search_products_id",
                        column: x => x.id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "queues_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_queues_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_queues_search_queues_id",
                        column: x => x.id,
                        principalTable: "queues",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "teams_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_teams_search_teams_id",
                        column: x => x.id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tickets_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tickets_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_tickets_search_tickets_id",
                        column: x => x.id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "users_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_users_search_users_id",
                        column: x => x.id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customer_channels_part",
                table: "customer_channels",
                column: "normalized")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_contact_channels_part",
                table: "contact_channels",
                column: "normalized")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_search_text_keys",
                table: "contacts_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_search_text_keys",
                table: "customers_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_search_text_keys",
                table: "orders_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_products_search_text_keys",
                table: "products_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_queues_search_text_keys",
                table: "queues_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_teams_search_text_keys",
                table: "teams_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_search_text_keys",
                table: "tickets_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_users_search_text_keys",
                table: "users_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            // For name[contains], which compares in lower case; the model has no words for an index over an expression.
            migrationBuilder.Sql("CREATE INDEX ix_customers_name_part ON customers USING gin (lower(name) gin_trgm_ops);");
            migrationBuilder.Sql("CREATE INDEX ix_contacts_name_part ON contacts USING gin (lower(name) gin_trgm_ops);");
            migrationBuilder.Sql("CREATE INDEX ix_products_name_part ON products USING gin (lower(name) gin_trgm_ops);");
            migrationBuilder.Sql("CREATE INDEX ix_tickets_subject_part ON tickets USING gin (lower(subject) gin_trgm_ops);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_customers_name_part, ix_contacts_name_part, ix_products_name_part, ix_tickets_subject_part;");

            migrationBuilder.DropTable(
                name: "contacts_search");

            migrationBuilder.DropTable(
                name: "customers_search");

            migrationBuilder.DropTable(
                name: "orders_search");

            migrationBuilder.DropTable(
                name: "products_search");

            migrationBuilder.DropTable(
                name: "queues_search");

            migrationBuilder.DropTable(
                name: "teams_search");

            migrationBuilder.DropTable(
                name: "tickets_search");

            migrationBuilder.DropTable(
                name: "users_search");

            migrationBuilder.DropIndex(
                name: "ix_customer_channels_part",
                table: "customer_channels");

            migrationBuilder.DropIndex(
                name: "ix_contact_channels_part",
                table: "contact_channels");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");
        }
    }
}
