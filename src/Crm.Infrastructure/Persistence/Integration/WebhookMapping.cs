using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Crm.Infrastructure.Persistence.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Integration;

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> b)
    {
        b.Property(w => w.Name).HasMaxLength(Webhook.NameMax).UseCollation(Conventions.NameCollation);
        b.Property(w => w.Url).HasMaxLength(Webhook.UrlMax);
        b.PrimitiveCollection(w => w.Types);
        b.PrimitiveCollection(w => w.Fields);
        b.Property(w => w.Secret).HasMaxLength(KeptSecret.Max);
        b.Property(w => w.FormerSecret).HasMaxLength(KeptSecret.Max);
        b.Property(w => w.Position).Follows();
        b.Property(w => w.FailuresInRow).Follows();
        b.Property(w => w.FailingSince).Follows();
        b.Property(w => w.PausedUntil).Follows();
        b.Property(w => w.LastDeliveredAt).Follows();
        b.HasOne<User>().WithMany().HasForeignKey(w => w.OwnerId).OnDelete(DeleteBehavior.Restrict);
        b.HasOne<ApiKey>().WithMany().HasForeignKey(w => w.KeyId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(w => new { w.Name, w.Id });
        b.HasIndex(w => new { w.CreatedAt, w.Id });
        b.HasIndex(w => w.OwnerId);
        b.HasIndex(w => w.KeyId);
    }
}

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> b)
    {
        b.ToTable("webhook_deliveries");
        b.Property(d => d.EventType).HasMaxLength(OutboxEvent.TypeMax);
        b.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(d => new { d.WebhookId, d.EventId, d.Round }).IsUnique();   // however often it is worked out, an event becomes one delivery
        b.HasIndex(d => new { d.WebhookId, d.NextAttemptAt, d.Position }).HasFilter("status = 'pending'");
        b.HasIndex(d => new { d.WebhookId, d.SubjectId, d.Position }).HasFilter("status = 'pending'");
        b.HasIndex(d => new { d.WebhookId, d.CreatedAt, d.Id });
        b.HasIndex(d => new { d.WebhookId, d.Status, d.CreatedAt, d.Id });
        b.HasIndex(d => d.FinishedAt).HasFilter("finished_at IS NOT NULL");
        b.HasIndex(d => new { d.CreatedAt, d.Id });
    }
}

internal sealed class WebhookAttemptMapping : IEntityTypeConfiguration<WebhookAttempt>
{
    public void Configure(EntityTypeBuilder<WebhookAttempt> b)
    {
        b.ToTable("webhook_attempts");
        b.Property(a => a.Answer).HasMaxLength(WebhookAttempt.AnswerMax);
        b.Property(a => a.Error).HasMaxLength(WebhookAttempt.ErrorMax);
        b.HasOne<WebhookDelivery>().WithMany().HasForeignKey(a => a.DeliveryId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(a => new { a.DeliveryId, a.At });
    }
}
