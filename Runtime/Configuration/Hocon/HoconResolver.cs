namespace Akka.Configuration.Hocon;

/// <summary>
/// Gives every substitution of a parsed text its value: first from the text, then from the environment.
/// A reference to the key that is being assigned means the key's earlier value.
/// </summary>
internal sealed class HoconResolver
{
    private readonly HoconValue _root;
    private readonly Dictionary<HoconSubstitution, PendingSubstitution> _pending;
    private readonly HashSet<HoconSubstitution> _inProgress = [];
    private readonly HashSet<HoconSubstitution> _done = [];
    private bool _hasUndefined;

    private HoconResolver(HoconValue root, List<PendingSubstitution> pending)
    {
        _root = root;
        _pending = pending.ToDictionary(item => item.Substitution);
    }

    /// <summary>Resolves all of <paramref name="pending"/> and removes keys that are left without a value.</summary>
    /// <exception cref="FormatException">A path that must exist does not, or substitutions refer to each other in a circle.</exception>
    public static void Resolve(HoconValue root, List<PendingSubstitution> pending)
    {
        if (pending.Count == 0)
            return;
        var resolver = new HoconResolver(root, pending);
        foreach (var item in pending)
            resolver.Resolve(item);
        if (resolver._hasUndefined)
            Prune(root.GetObject()!);
    }

    private void Resolve(PendingSubstitution item)
    {
        var substitution = item.Substitution;
        if (_done.Contains(substitution))
            return;
        if (!_inProgress.Add(substitution))
            throw new FormatException($"{substitution.Position} Circular substitution: {substitution.Path}");
        var target = substitution.Path == item.OwnerPath ? item.Previous : Find(substitution.Path);
        if (target is not null)
            ResolveWithin(target);
        target ??= FromEnvironment(substitution.Path);
        if (target is null && !substitution.IsOptional)
            throw new FormatException($"{substitution.Position} Unresolved substitution: {substitution.Path}");
        substitution.ResolvedValue = target;
        _inProgress.Remove(substitution);
        _done.Add(substitution);
        if (target is null)
            RemoveFrom(item);
        JoinObjects(item.Owner);
    }

    private HoconValue? Find(string path)
    {
        var current = _root;
        for (var keys = new HoconPath(path); keys.Next();)
        {
            foreach (var item in current.Values.OfType<HoconSubstitution>().ToList())
                Resolve(_pending[item]);
            if (current.GetObject() is not { } holder || !holder.Items.TryGetValue(keys.Key.ToString(), out current))
                return null;
        }

        return current;
    }

    private void ResolveWithin(HoconValue value)
    {
        foreach (var element in value.Values.ToList())
        {
            switch (element)
            {
                case HoconSubstitution nested when _pending.TryGetValue(nested, out var item):
                    Resolve(item);
                    break;
                case HoconObject nested:
                    foreach (var member in nested.Items.Values)
                        ResolveWithin(member);
                    break;
                case HoconArray nested:
                    foreach (var member in nested)
                        ResolveWithin(member);
                    break;
            }
        }
    }

    private static HoconValue? FromEnvironment(string path) =>
        Environment.GetEnvironmentVariable(path) is { } text ? new HoconValue([new HoconLiteral { Value = text }]) : null;

    private void RemoveFrom(PendingSubstitution item)
    {
        item.Owner.Values.Remove(item.Substitution);
        if (item.Owner.Values.Count > 0)
            return;
        if (item.Previous is { } previous)
            item.Owner.Values.AddRange(previous.Values);
        else
            _hasUndefined = true;
    }

    /// <summary>Several objects in one value become one, as soon as all of them are known.</summary>
    private static void JoinObjects(HoconValue value)
    {
        var parts = value.Values.Where(element => element is not HoconLiteral { IsBlank: true }).ToList();
        if (parts.Count < 2 || !parts.TrueForAll(element => element is HoconObject or HoconSubstitution { ResolvedValue: not null }))
            return;
        var objects = parts.ConvertAll(element => element as HoconObject ?? ((HoconSubstitution)element).GetObject());
        if (objects.TrueForAll(known => known is not null))
            value.NewValue(objects.Aggregate((lower, upper) => lower!.MergeImmutable(upper!))!);
    }

    private static void Prune(HoconObject holder)
    {
        foreach (var (key, value) in holder.Items.ToList())
        {
            if (value.Values.Count == 0)
                holder.Items.Remove(key);
            else if (value.Values is [HoconObject nested])
                Prune(nested);
            else if (value.Values is [HoconArray items])
                items.RemoveAll(item => item.Values.Count == 0);
        }
    }
}
