using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Customers.Merging;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>Everything that is kept about a customer.</summary>
public sealed record ExportCustomerData(Id<Customer> Id) : IRequest<PersonalDataDetails>;

internal sealed class ExportCustomerDataHandler(ICrmDb db, PersonalDataExport export) : IRequestHandler<ExportCustomerData, PersonalDataDetails>
{
    public async Task<PersonalDataDetails> Handle(ExportCustomerData q, CancellationToken ct)
    {
        export.EnsureWhole();
        var kind = await db.Customers.Standing().Where(c => c.Id == q.Id).Select(c => (CustomerKind?)c.Kind).SingleOrDefaultAsync(ct) ?? throw new NotFound(nameof(Customer), q.Id);
        await db.EnsureAllowedAsync(q.Id, ct);
        if (kind != CustomerKind.Person) throw PrivacyErrors.NotAPerson;
        return await export.Read(await PersonsRecords.Of(db, q.Id, ct), AuditedRecord.Of(q.Id), ct);
    }
}
