using Crm.Domain.Catalog;
using Crm.Domain.Customers;
using Crm.Domain.Identity;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Service;

internal sealed class TicketMapping : IEntityTypeConfiguration<Ticket>
{
    public void Configure(EntityTypeBuilder<Ticket> b)
    {
        b.Property(t => t.Number).HasMaxLength(Ticket.NumberMax);
        b.Property(t => t.Subject).HasMaxLength(Ticket.SubjectMax);
        b.Property(t => t.Description).HasMaxLength(Ticket.DescriptionMax);
        b.Property(t => t.ResolutionText).HasMaxLength(Ticket.ResolutionTextMax);
        b.Property(t => t.RootCause).HasMaxLength(Ticket.RootCauseMax);
        b.Property(t => t.Remedy).HasMaxLength(Ticket.RemedyMax);
        b.Property(t => t.Priority).HasConversion<int>();   // a number, to be sorted by urgency
        b.PrimitiveCollection(t => t.Tags);
        b.ExternalIds("ticket_external_ids", "ticket.external_id_taken");

        b.HasOne<Customer>().WithMany().HasForeignKey(t => t.CustomerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Contact>().WithMany().HasForeignKey(t => t.ContactId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Queue>().WithMany().HasForeignKey(t => t.QueueId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(t => t.AssigneeId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Order>().WithMany().HasForeignKey(t => t.OrderId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Product>().WithMany().HasForeignKey(t => t.ProductId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Ticket>().WithMany().HasForeignKey(t => t.ParentId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Ticket>().WithMany().HasForeignKey(t => t.DuplicateOfId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Ticket>().WithMany().HasForeignKey(t => t.FollowUpOfId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Ticket>().WithMany().HasForeignKey(t => t.SplitFromId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Ticket>().WithMany().HasForeignKey(t => t.MergedIntoId).OnDelete(DeleteBehavior.Restrict);

        b.HasIndex(t => t.Number).IsUnique();
        b.HasIndex(t => new { t.OpenedAt, t.Id });
        b.HasIndex(t => new { t.UpdatedAt, t.Id });
        b.HasIndex(t => new { t.Priority, t.Id });
        b.HasIndex(t => new { t.CustomerId, t.OpenedAt, t.Id });
        b.HasIndex(t => new { t.CustomerId, t.ResolvedAt, t.Id }).HasFilter("resolved_at IS NOT NULL");
        b.HasIndex(t => new { t.CustomerId, t.ClosedAt, t.Id }).HasFilter("closed_at IS NOT NULL");
        b.HasIndex(t => new { t.AssigneeId, t.Status, t.OpenedAt, t.Id });
        b.HasIndex(t => new { t.QueueId, t.Status, t.OpenedAt, t.Id });
        b.HasIndex(t => new { t.Status, t.OpenedAt, t.Id });
        b.HasIndex(t => t.ResolvedAt).HasFilter("status = 'resolved'");   // what closes by itself
        b.HasIndex(t => t.Tags).HasMethod("gin");
        b.HasIndex(t => t.CustomFields).HasMethod("gin").HasOperators("jsonb_path_ops");
        b.Waits();
        b.Clocks();
        TicketReportMapping.Configure(b);
    }
}

internal sealed class TicketMessageMapping : IEntityTypeConfiguration<TicketMessage>
{
    public void Configure(EntityTypeBuilder<TicketMessage> b)
    {
        b.Property(m => m.Body).HasMaxLength(TicketMessage.BodyMax);
        b.HasOne<Ticket>().WithMany().HasForeignKey(m => m.TicketId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<User>().WithMany().HasForeignKey(m => m.AuthorId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<Contact>().WithMany().HasForeignKey(m => m.ContactId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(m => new { m.TicketId, m.SentAt, m.Id });
    }
}
