include $(VARIANT_DIR)/../mpconfigvariant_weft.mk
