using MediatR;

namespace Crm.Application.Common.Lists;

/// <summary>A relation whose record can be shown beside its id: <c>expand=customer</c> puts <c>customer</c> beside <c>customerId</c>.</summary>
public interface IExpansion
{
    string Name { get; }

    /// <summary>The member that holds the id; an answer that has it can be expanded.</summary>
    string Member { get; }

    /// <summary>What is shown: the related list's row.</summary>
    Type Row { get; }

    /// <summary>The related list, whose own relations make the second level.</summary>
    IListSpec Spec { get; }

    /// <summary>The related records, in one query, as their own list shows them: what is archived is not among them.</summary>
    Task<IReadOnlyList<object>> Read(IMediator send, IReadOnlyList<Guid> ids, CancellationToken ct);
}

internal sealed class Expansion<TRelated, TRow>(string name, string member, Func<ListSpec<TRelated>> of, Func<ListRequest, IRequest<ListPage<TRow>>> list) : IExpansion
    where TRelated : class where TRow : class
{
    public string Name => name;
    public string Member => member;
    public Type Row => typeof(TRow);
    public IListSpec Spec => of();

    public async Task<IReadOnlyList<object>> Read(IMediator send, IReadOnlyList<Guid> ids, CancellationToken ct) => (await send.Send(list(ListRequest.Of(ids)), ct)).Data;
}
