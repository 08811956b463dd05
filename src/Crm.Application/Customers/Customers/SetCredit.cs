using AutoMapper;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using FluentValidation;
using MediatR;

namespace Crm.Application.Customers.Customers;

/// <summary>Replaces what the company allows a customer to owe.</summary>
[WritesField("customer", "credit")]
public sealed record SetCredit : CommandOn<Customer>, IRequest<CustomerDetails>
{
    /// <summary>What may be open at once; null means no limit.</summary>
    public Money? Limit { get; init; }

    /// <summary>Days until an invoice is due.</summary>
    public int? PaymentTermsDays { get; init; }
    public CreditRating? Rating { get; init; }

    /// <summary>While true, every order placed goes on hold.</summary>
    public bool IsOnHold { get; init; }
    public string? HoldNote { get; init; }
}

internal sealed class SetCreditValidator : AbstractValidator<SetCredit>
{
    public SetCreditValidator()
    {
        RuleFor(c => c.Limit).NotNegative();
        RuleFor(c => c.PaymentTermsDays).Within(0, Credit.TermsMax);
        RuleFor(c => c.HoldNote).Line(Credit.NoteMax);
    }
}

internal sealed class SetCreditHandler(ICrmDb db, IMapper mapper) : IRequestHandler<SetCredit, CustomerDetails>
{
    public async Task<CustomerDetails> Handle(SetCredit c, CancellationToken ct)
    {
        var customer = await db.Load(c.Id, ct);
        customer.SetCredit(new()
        {
            LimitAmount = c.Limit?.Amount,
            LimitCurrency = c.Limit?.Currency,
            PaymentTermsDays = c.PaymentTermsDays,
            Rating = c.Rating,
            IsOnHold = c.IsOnHold,
            HoldNote = c.HoldNote,
        });
        await db.SaveLastAsync(ct);
        return mapper.Map<CustomerDetails>(customer);
    }
}
