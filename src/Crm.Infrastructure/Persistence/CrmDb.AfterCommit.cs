namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private readonly List<Action> _afterCommit = [];

    public void AfterCommit(Action act)
    {
        EnsureInTransaction();
        _afterCommit.Add(act);
    }

    private void Committed()
    {
        Action[] acts = [.. _afterCommit];
        _afterCommit.Clear();
        foreach (var act in acts) act();
    }
}
