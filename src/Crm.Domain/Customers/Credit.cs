using Crm.Domain.Common;

namespace Crm.Domain.Customers;

/// <summary>Creditworthiness, A the best.</summary>
public enum CreditRating { A, B, C, D, E }

/// <summary>How far the company trusts a customer to pay later.</summary>
public sealed record Credit
{
    public const int TermsMax = 365;
    public const int NoteMax = 500;

    public static Credit None => new();

    /// <summary>What may be open at once, in <see cref="LimitCurrency"/>; null means no limit.</summary>
    public decimal? LimitAmount { get; init; }
    public string? LimitCurrency { get; init; }

    /// <summary>Days until an invoice is due.</summary>
    public int? PaymentTermsDays { get; init; }
    public CreditRating? Rating { get; init; }

    /// <summary>While set, every order placed goes on hold.</summary>
    public bool IsOnHold { get; init; }
    public string? HoldNote { get; init; }

    public Money? Limit => LimitAmount is { } amount ? new(amount, LimitCurrency!) : null;

    internal Credit Clean() => this with
    {
        LimitAmount = Limit?.Rounded().Amount,
        LimitCurrency = LimitAmount is null ? null : LimitCurrency,
        HoldNote = Text.Clean(HoldNote),
    };
}
