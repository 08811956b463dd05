namespace Crm.Domain.Service;

public sealed partial class Ticket
{
    /// <summary>Kept when the type changes and back when it is a complaint again; shown of a complaint only.</summary>
    public ComplaintKind? ComplaintKind { get; private set; }
    public ComplaintSeverity? ComplaintSeverity { get; private set; }

    /// <summary>Null until it is resolved with one, and again after a reopening, as are the remedy's code and cost.</summary>
    public RootCauseCode? RootCauseCode { get; private set; }
    public RemedyCode? RemedyCode { get; private set; }

    /// <summary>What the remedy cost the company, in <see cref="RemedyCostCurrency"/>.</summary>
    public decimal? RemedyCostAmount { get; private set; }
    public string? RemedyCostCurrency { get; private set; }

    /// <summary>Says what a complaint is about and how grave it is.</summary>
    public void Classify(ComplaintKind kind, ComplaintSeverity severity)
    {
        EnsureNotClosed();
        if (Type != TicketType.Complaint) throw ComplaintErrors.OtherType;
        (ComplaintKind, ComplaintSeverity) = (kind, severity);
    }

    /// <summary>What the resolution says to be counted; null takes it back.</summary>
    private void Count(TicketResolution? resolution)
    {
        var cost = resolution?.RemedyCost?.Rounded();
        (RootCauseCode, RemedyCode) = (resolution?.RootCauseCode, resolution?.RemedyCode);
        (RemedyCostAmount, RemedyCostCurrency) = (cost?.Amount, cost?.Currency);
    }

    private void ClassifyAs(Ticket closed) => (ComplaintKind, ComplaintSeverity) = (closed.ComplaintKind, closed.ComplaintSeverity);
}
