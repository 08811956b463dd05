using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "erased_at",
                table: "customers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "erasure_reason",
                table: "customers",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "legal_hold_by",
                table: "customers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "legal_hold_reason",
                table: "customers",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "legal_hold_since",
                table: "customers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "erased_at",
                table: "contacts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "erasure_reason",
                table: "contacts",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "legal_hold_by",
                table: "contacts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "legal_hold_reason",
                table: "contacts",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "legal_hold_since",
                table: "contacts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    purpose = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    basis = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    evidence = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => x.id);
                    table.CheckConstraint("ck_consents_person", "(customer_id IS NULL) <> (contact_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_consents_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_consents_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_consents_users_by",
                        column: x => x.by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customers_legal_hold_by",
                table: "customers",
                column: "legal_hold_by");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_legal_hold_by",
                table: "contacts",
                column: "legal_hold_by");

            migrationBuilder.CreateIndex(
                name: "ix_consents_by",
                table: "consents",
                column: "by");

            migrationBuilder.CreateIndex(
                name: "ix_consents_contact_id_at_id",
                table: "consents",
                columns: new[] { "contact_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_consents_customer_id_at_id",
                table: "consents",
                columns: new[] { "customer_id", "at", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_contacts_users_legal_hold_by",
                table: "contacts",
                column: "legal_hold_by",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_customers_users_legal_hold_by",
                table: "customers",
                column: "legal_hold_by",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_contacts_users_legal_hold_by",
                table: "contacts");

            migrationBuilder.DropForeignKey(
                name: "fk_customers_users_legal_hold_by",
                table: "customers");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropIndex(
                name: "ix_customers_legal_hold_by",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_contacts_legal_hold_by",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "erased_at",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "erasure_reason",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "legal_hold_by",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "legal_hold_reason",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "legal_hold_since",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "erased_at",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "erasure_reason",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "legal_hold_by",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "legal_hold_reason",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "legal_hold_since",
                table: "contacts");
        }
    }
}
