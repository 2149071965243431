using ActorIommu.Hardware.Freedoms;

namespace ActorIommu.Hardware.Caches;

/// <summary>
/// Invalidations that were consumed and have not taken effect. IHI 0070 4.7.3, 4.8: between two CMD_SYNCs they may do so at any time and
/// in any order; all have when a CMD_SYNC completes.
/// </summary>
internal sealed class PendingEffects(IChoices choices)
{
    private readonly List<Effect> _effects = [];

    /// <summary>How many are still to come.</summary>
    public int Count => _effects.Count;

    /// <summary>True if the effect is to come later; it is kept here until then.</summary>
    public bool Postpones(in Effect effect)
    {
        if (choices.Choose(Freedom.LateEffect, 2) == 0) return false;
        _effects.Add(effect);
        return true;
    }

    /// <summary>True if an effect happens now although nothing forces it to.</summary>
    public bool TryTakeSome(out Effect effect)
    {
        effect = default;
        return _effects.Count != 0 && choices.Choose(Freedom.LateEffect, 2) == 0 && TryTake(out effect);
    }

    /// <summary>Takes the next effect, for CMD_SYNC.</summary>
    public bool TryTake(out Effect effect)
    {
        effect = default;
        if (_effects.Count == 0) return false;
        var next = choices.Choose(Freedom.EffectOrder, _effects.Count);
        effect = _effects[next];
        _effects.RemoveAt(next);
        return true;
    }

    /// <summary>What a command does to the caches, decoded when it was consumed: one of the two. And who is told when it does.</summary>
    internal readonly record struct Effect(
        InvalidationScope? Translations, ConfigurationScope? Configurations, EffectReceipt Receipt = default);
}
