"""What is looked at before others read a case: figures, personal data, secret markings, prose, likeness to other cases.

The rules are pure functions over what serializers.serialize makes. Each says where something is and what to do about it.
"""
