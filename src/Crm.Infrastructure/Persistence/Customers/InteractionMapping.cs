using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Customers;

internal sealed class InteractionMapping : IEntityTypeConfiguration<Interaction>
{
    public void Configure(EntityTypeBuilder<Interaction> b)
    {
        b.ToTable(t => t.HasCheckConstraint("ck_interactions_ended_at", "ended_at >= started_at"));
        b.Property(i => i.Subject).HasMaxLength(Interaction.SubjectMax);
        b.Property(i => i.Text).HasMaxLength(Interaction.TextMax);
        b.Property(i => i.OutcomeNote).HasMaxLength(Interaction.OutcomeNoteMax);
        b.OwnsMany(i => i.Contacts, c =>
        {
            c.ToTable("interaction_contacts");
            c.WithOwner().HasForeignKey("InteractionId");
            c.HasKey("InteractionId", nameof(InteractionContact.ContactId));
            c.HasOne<Contact>().WithMany().HasForeignKey(x => x.ContactId).OnDelete(DeleteBehavior.Restrict);
            c.HasIndex(x => x.ContactId);
        });
        b.OwnsMany(i => i.Users, u =>
        {
            u.ToTable("interaction_users");
            u.WithOwner().HasForeignKey("InteractionId");
            u.HasKey("InteractionId", nameof(InteractionUser.UserId));
            u.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Restrict);
            u.HasIndex(x => x.UserId);
        });
        b.ExternalIds("interaction_external_ids", "interaction.external_id_taken");

        b.HasOne<Customer>().WithMany().HasForeignKey(i => i.CustomerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Order>().WithMany().HasForeignKey(i => i.OrderId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Ticket>().WithMany().HasForeignKey(i => i.TicketId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(i => i.By).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(i => new { i.StartedAt, i.Id });
        b.HasIndex(i => new { i.CreatedAt, i.Id });
        b.HasIndex(i => new { i.UpdatedAt, i.Id });
        b.HasIndex(i => new { i.CustomerId, i.StartedAt, i.Id });
        b.HasIndex(i => new { i.OrderId, i.StartedAt });
        b.HasIndex(i => new { i.TicketId, i.StartedAt });
    }
}
