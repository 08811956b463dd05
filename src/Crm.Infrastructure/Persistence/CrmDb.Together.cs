using Crm.Application.Common;
using Crm.Infrastructure.Persistence.Batches;

namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    /// <summary>The answers to queries that are being read together; null at any other time.</summary>
    internal BatchAnswers? Answers { get; set; }

    public ITogether Together() => new ReadTogether(this);
}
