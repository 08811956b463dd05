using Crm.Application.Audit;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>Everything that is kept about a contact.</summary>
public sealed record ExportContactData(Id<Contact> Id) : IRequest<PersonalDataDetails>;

internal sealed class ExportContactDataHandler(ICrmDb db, PersonalDataExport export) : IRequestHandler<ExportContactData, PersonalDataDetails>
{
    public async Task<PersonalDataDetails> Handle(ExportContactData q, CancellationToken ct)
    {
        export.EnsureWhole();
        if (!await db.Contacts.WithArchived().AnyAsync(c => c.Id == q.Id, ct)) throw new NotFound(nameof(Contact), q.Id);
        await db.EnsureAllowedAsync(q.Id, ct);
        return await export.Read(await PersonsRecords.Of(db, q.Id, ct), AuditedRecord.Of(q.Id), ct);
    }
}
