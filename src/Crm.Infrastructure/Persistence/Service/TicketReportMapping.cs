using Crm.Domain.Common;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Infrastructure.Persistence.Service;

/// <summary>What tickets carry for complaints, satisfaction and figures, and the indexes that serve them.</summary>
internal static class TicketReportMapping
{
    public static void Configure(EntityTypeBuilder<Ticket> b)
    {
        b.Property(t => t.RemedyCostCurrency).HasMaxLength(Currency.CodeLength);
        b.Property(t => t.SatisfactionComment).HasMaxLength(TicketSurvey.CommentMax);
        b.HasIndex(t => new { t.SatisfactionScore, t.Id });
        // Each time that decides in which period something counts.
        b.HasIndex(t => new { t.FirstResponseAt, t.Id }).HasFilter("first_response_at IS NOT NULL");
        b.HasIndex(t => new { t.ResolvedAt, t.Id }).HasFilter("resolved_at IS NOT NULL");
        b.HasIndex(t => new { t.ClosedAt, t.Id }).HasFilter("closed_at IS NOT NULL");
        b.HasIndex(t => new { t.OpenedAt, t.ProductId, t.RootCauseCode }).HasFilter("type = 'complaint'");
        b.HasIndex(t => new { t.ComplaintSeverity, t.OpenedAt, t.Id }).HasFilter("type = 'complaint'");
    }
}

internal sealed class TicketSurveyMapping : IEntityTypeConfiguration<TicketSurvey>
{
    public void Configure(EntityTypeBuilder<TicketSurvey> b)
    {
        b.Property(s => s.TokenHash).HasMaxLength(TicketSurvey.HashLength);
        b.Property(s => s.Comment).HasMaxLength(TicketSurvey.CommentMax);
        b.ToTable(t =>
        {
            t.HasCheckConstraint("ck_ticket_surveys_score", "score BETWEEN 1 AND 5");
            t.HasCheckConstraint("ck_ticket_surveys_answer", "(score IS NULL) = (answered_at IS NULL)");
        });
        b.HasOne<Ticket>().WithMany().HasForeignKey(s => s.TicketId).OnDelete(DeleteBehavior.Restrict);
        b.HasIndex(s => s.TokenHash).IsUnique();
        b.HasIndex(s => new { s.TicketId, s.ResolvedAt }).IsUnique().Refuses("ticket_survey.asked_already", "Somebody else asked about this resolution at the same moment.");
        b.HasIndex(s => new { s.TicketId, s.SurveyedAt, s.Id });
        b.HasIndex(s => s.AnsweredAt).HasFilter("answered_at IS NOT NULL");
    }
}
